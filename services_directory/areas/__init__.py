"""The housing authorities of the United Kingdom: what a place is called now, and what lies beside it."""

from services_directory.areas.load import load_areas
from services_directory.areas.lookup import Areas
from services_directory.areas.values import Area, County, FormerArea, Neighbour, Resolution

__all__ = ["Area", "Areas", "County", "FormerArea", "Neighbour", "Resolution", "load_areas"]
