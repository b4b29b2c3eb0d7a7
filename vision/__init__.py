"""What stands on pictures: lines of text and their places. It knows no machine; `devices.recognition` does."""
