"""参数目录 in the console: its versions, the draft of the next one, and putting that into force.

Importing this package registers the pages; `devices.admin` does so when the admin discovers its apps.
"""

from devices.catalogue_pages import draft, entries, own, publishing, versions

__all__ = ["draft", "entries", "own", "publishing", "versions"]
