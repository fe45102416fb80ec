NAME = "named by a string"
