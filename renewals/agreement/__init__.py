"""四处一致: what the form says beside what was read from nameplate, old certificate and quality certificate."""
