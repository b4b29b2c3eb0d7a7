"""批量入库: many machines that are registered on paper only, by one workbook, into 未审核通过设备信息."""
