"""扫码传图: a firm's draft gets pictures from a phone that has no account."""
