"""Tags of 企业事项 for pages of the layers below."""
