"""The shape of a renewal's body: the contract's schema `Renewal`, field for field."""

from mock_province.field_rules import (
    integer,
    iso_date,
    iso_datetime,
    items,
    nullable,
    one_of,
    record,
    scalar,
    text,
)
from mock_province.models import Category

client_ref = text(pattern=r"[0-9A-Za-z-]{8,64}", hint="应为 8 至 64 位字母、数字或短横")
sm3_digest = text(pattern=r"[0-9a-f]{64}", hint="应为 64 位小写十六进制")
region_code = text(pattern=r"[0-9]{6}", hint="应为 6 位行政区划代码")
uscc = text(pattern=r"[0-9A-HJ-NPQRTUWXY]{18}", hint="应为 18 位统一社会信用代码")
price = text(pattern=r"[0-9]{1,10}(\.[0-9]{1,2})?", hint="应为元，最多两位小数")

owner = record({"name": text(least=1, most=200), "uscc": uscc, "regionCode": region_code})
device = record(
    {
        "previousRegistrationNo": text(least=1, most=64),
        "category": one_of(*Category.values),
        "model": text(least=1, most=64),
        "serialNo": text(least=1, most=64),
        "manufacturer": text(least=1, most=200),
        "manufacturedOn": iso_date,
    },
    {
        "name": text(most=100),
        "licenseNo": nullable(text(most=64)),
        "serviceLifeYears": nullable(integer(least=1, most=60)),
        "firstRegisteredOn": nullable(iso_date),
        "price": nullable(price),
    },
)
parameter = record({"code": text(most=64), "value": scalar, "unit": text(most=16)})
attachment = record(
    {
        "kind": text(most=64),
        "name": text(most=200),
        "sm3": sm3_digest,
        "size": integer(least=1),
        "mediaType": text(most=100),
    }
)
renewal = record(
    {
        "clientRef": client_ref,
        "regionCode": region_code,
        "owner": owner,
        "device": device,
        "parameters": items(parameter),
        "files": items(attachment),
        "acceptedAt": iso_datetime,
    },
    {"supersedes": nullable(client_ref)},
    closed=True,
)
