"""Settings of the portal, one small file per subject; every name from outside stands in .env.example."""

from .applications import *
from .audit import *
from .database import *
from .environment import *
from .identity import *
from .interface import *
from .keeping import *
from .keys import *
from .logs import *
from .mail import *
from .messages import *
from .monitoring import *
from .personal import *
from .queues import *
from .reports import *
from .security import *
from .storage import *
from .trade import *
from .vision import *
