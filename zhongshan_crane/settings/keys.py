"""Keys of personal data and of the record, which never stand in the database, and the algorithms."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from .environment import DEBUG, env

_DEMO_KEYS = {
    "DATA_KEY": "demo-only-data-key-not-for-production",
    "AUDIT_KEY": "demo-only-audit-key-not-for-production",
}
_SHORTEST = 32  # characters


def _required(name: str) -> str:
    """The key; without debug the surroundings must give one that is long enough and not the demo's."""
    key = env.str(name, default="")
    if DEBUG:
        return key or _DEMO_KEYS[name]
    if len(key) < _SHORTEST or key in _DEMO_KEYS.values():
        raise ImproperlyConfigured(
            f"{name} 未设置或过短：生产环境需要至少 {_SHORTEST} 个字符的随机密钥，设置后再启动。"
        )
    return key


# gm: SM4 and SM3 (GB/T 39786); intl: AES and SHA-256.
CRYPTO_PROFILE = env.str("CRYPTO_PROFILE", default="gm")
if CRYPTO_PROFILE not in {"gm", "intl"}:
    raise ImproperlyConfigured("CRYPTO_PROFILE 只能是 gm(国密)或 intl(国际算法)，修改后再启动。")

# Encrypts personal data. Former keys, newest first, keep old texts readable until they are written anew.
DATA_KEY = _required("DATA_KEY")
DATA_KEY_FALLBACKS: list[str] = env.list("DATA_KEY_FALLBACKS", default=[])
# Seals the record of what happened.
AUDIT_KEY = _required("AUDIT_KEY")
# Former keys of the seal: what they sealed can still be proved, nothing new is sealed with them.
AUDIT_KEY_FALLBACKS: list[str] = env.list("AUDIT_KEY_FALLBACKS", default=[])
