"""识别 for a batch: pictures are matched by what stands on them, and what they tell is proposed machine by machine."""
