"""What a failed check raises."""


class CheckError(Exception):
    """The converted text fails a check; the message says which."""
