"""The site file: which EHRs may launch the app, and as which client. Closed: what is not listed does not exist."""

from .file import load_site_file
from .problems import BadSiteFile, SiteProblem
from .site import AppSettings, Site, SiteFile

__all__ = ["AppSettings", "BadSiteFile", "Site", "SiteFile", "SiteProblem", "load_site_file"]
