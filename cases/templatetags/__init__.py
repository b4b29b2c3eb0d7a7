"""Tags of 疑似问题 for pages of the layers below."""
