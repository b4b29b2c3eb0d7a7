"""广东省统一身份认证 (OpenID Connect): off while OIDC_ISSUER is empty."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from .environment import DEBUG, env

OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
if OIDC_ISSUER and not (OIDC_ISSUER.startswith("https://") or DEBUG):
    raise ImproperlyConfigured("OIDC_ISSUER 须以 https:// 开头，修改后再启动。")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured(
        "已设置 OIDC_ISSUER，但没有 OIDC_CLIENT_ID 或 OIDC_CLIENT_SECRET，请补全后再启动。"
    )
OIDC_NAME = env.str("OIDC_NAME", default="广东省统一身份认证")
OIDC_SCOPES = env.str("OIDC_SCOPES", default="openid profile")
# Under which names the firm's name, its 统一社会信用代码 and the level of the person arrive: an assumption until the
# province's interface is known.
OIDC_CLAIMS = {"firm": "corp_name", "uscc": "uscc", "level": "level"} | env.json("OIDC_CLAIMS", default={})
OIDC_MIN_LEVEL = env.int("OIDC_MIN_LEVEL", default=2)
OIDC_TIMEOUT_SECONDS = env.float("OIDC_TIMEOUT_SECONDS", default=10.0)
# Whether accounts of office and towns may be linked.
OIDC_OFFICE = env.bool("OIDC_OFFICE", default=False)
