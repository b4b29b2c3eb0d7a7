"""个人信息: the notice and who agreed to it, what is held of a person, who saw it in full, and forgetting it."""
