"""事件推送: what happened to a firm's machines, sent to the firm's own system (webhooks)."""
