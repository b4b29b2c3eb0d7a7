"""操作记录: everything that is recorded, over all tables, as one list for 审计管理员."""
