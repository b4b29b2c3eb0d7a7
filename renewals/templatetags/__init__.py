"""Tags that pages of the layers below use, which cannot import renewals."""
