from pkgutil import extend_path

from tests.support.stubs import StubObject

__path__ = extend_path(__path__, __name__)

MODELS = StubObject("MODELS")
