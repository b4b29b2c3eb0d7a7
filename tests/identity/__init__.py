"""统一身份认证 against a small provider that really answers over HTTP."""
