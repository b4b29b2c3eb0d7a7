"""What people are told about a picture: sentences with the next step."""

from __future__ import annotations

from .failing import CannotReadError

# Why a photo may be hard to read, by the codes of `vision.quality.doubts`.
DOUBTS = {
    "too_small": "照片太小，铭牌上的字可能认不出。请靠近一些重拍，让铭牌占满画面。",
    "blurred": "照片模糊。请拿稳手机、对准铭牌点按屏幕对焦后重拍。",
    "dark": "照片太暗。请打开闪光灯或到光线好的地方重拍。",
    "cut_off": "画面边上的字可能不完整。请退后一点，把整块铭牌拍进画面后重拍。",
}

# Why nothing was read, by the codes of CannotReadError.
FAILURES = {
    "no_text": "没有认出文字。请对准铭牌或证书、靠近一些重拍，或者直接填写。",
    "damaged": "这个文件已损坏或不完整，打不开。请重新拍照或扫描后再识别，或者直接填写。",
    "too_large": "这张图片的像素过多，不能识别。请关闭手机相机的高像素模式重拍，或缩小后再识别。",
    "too_small": "这张图片太小，看不出文字。请靠近一些重拍后再识别，或者直接填写。",
    "encrypted": "这个 PDF 文件加了密码，打不开。请去掉密码另存后再识别，或者直接填写。",
    "no_pages": "这个 PDF 文件没有可看的页面。请重新扫描后再识别，或者直接填写。",
    "ofd": "OFD 文件暂不能识别。请改用照片或 PDF 扫描件，或者直接填写。",
    "format": "这种文件不能识别。请改用 JPG、PNG、HEIC 照片或 PDF 扫描件，或者直接填写。",
    "not_installed": "本系统没有安装识别功能。请直接填写，或联系系统管理员。",
    "engine": "识别没有成功。请稍后再试，或者直接填写。",
}


def cannot_read(code: str) -> CannotReadError:
    """The refusal of that code, with its sentence; KeyError for a code that is none."""
    return CannotReadError(code, FAILURES[code])
