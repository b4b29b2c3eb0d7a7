"""Who somebody is by the word of another system (广东省统一身份认证): a seam, off until it is configured."""
