"""The pages of 扫码传图: the firm's at the desk, and the phone's."""
