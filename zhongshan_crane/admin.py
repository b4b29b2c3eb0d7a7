"""Pages of the console that stand above every app; the admin finds this module by its name."""

from zhongshan_crane import console_revoke  # noqa: F401 (registers its page)
from zhongshan_crane.trail import erase_page, pages  # noqa: F401 (the same)
