"""``python -m paconvert_ng``: the same as the command ``paconvert``."""

from paconvert_ng.cli.main import main

if __name__ == "__main__":
    main()
