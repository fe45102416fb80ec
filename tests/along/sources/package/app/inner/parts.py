from tinynn import (
    Block,  # the one that is used
    create,
)

NAMES = [Block.__name__, create.__name__]
