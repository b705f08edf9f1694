"""What can go wrong with uploads and blobs. Status codes of the tus protocol where it names one."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from server.kernel.problems import Problem


class UploadVersion(Problem):
    slug, status = "upload_version", 412
    title, title_en = "上传协议版本不受支持", "This version of the upload protocol is not supported"


class OffsetMismatch(Problem):
    slug, status = "offset_mismatch", 409
    title, title_en = "续传位置不符，请从服务器给出的位置继续", "The offset differs; resume from the one given"


class UploadBusy(Problem):
    slug, status = "upload_busy", 423
    title, title_en = "同一上传正在进行", "Another request is writing to this upload"


class UploadExpired(Problem):
    slug, status = "upload_expired", 410
    title, title_en = "上传已过期，请重新开始", "The upload has expired; start again"


class ChecksumMismatch(Problem):
    slug, status = "checksum_mismatch", 460
    title, title_en = "数据块校验不符，请重发该数据块", "The checksum of this chunk differs; send the chunk again"


class DigestMismatch(Problem):
    slug, status = "digest_mismatch", 422
    title, title_en = "文件内容与声明的摘要不符", "The content does not have the digest that was declared"


class ImageRejected(Problem):
    slug, status = "image_rejected", 415
    title, title_en = "仅支持 JPEG、PNG、WebP 照片", "Only JPEG, PNG and WebP photos are taken"


class StorageFull(Problem):
    slug, status = "storage_full", 507
    title, title_en = "服务器存储空间不足，记录仍可上报，照片稍后再传", \
        "The server is short of storage; records are still taken, send photos later"


class TooManyUploads(Problem):
    slug, status = "too_many_uploads", 429
    title, title_en = "未完成的上传过多，请先完成或取消", "Too many unfinished uploads; finish or cancel some"


class PhotoQuota(Problem):
    slug, status = "photo_quota", 429
    title, title_en = "本设备今日上传照片已达上限，记录仍可上报，照片次日再传", \
        "This device has sent its photos for today; records are still taken, send the others tomorrow"


class NoThumbnail(Problem):
    slug, status = "no_thumbnail", 404
    title, title_en = "此照片无法生成缩略图，请查看原图", "No thumbnail can be made of this photo; see the original"


@contextmanager
def full_disk_is_a_problem() -> Iterator[None]:
    """A disk without room answers 507, whatever was being written."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(headers={"Retry-After": "600"}) from error
        raise
