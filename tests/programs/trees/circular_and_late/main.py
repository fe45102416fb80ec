import a
print(a.go())
