import importlib.metadata
import importlib.util

_package_map = importlib.metadata.packages_distributions()


def is_package_available(pkg_name):
    exists, version = importlib.util.find_spec(pkg_name) is not None, "N/A"
    if exists:
        try:
            version = importlib.metadata.version(_package_map[pkg_name][0])
        except (KeyError, importlib.metadata.PackageNotFoundError):
            exists = False
    return exists, version
