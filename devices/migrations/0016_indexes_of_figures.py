from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from ground.migrating import AddIndexGently

REGISTERED = (("deleted_at__isnull", True), ("intake_status", "approved"))


class Migration(migrations.Migration):
    """What 统计报表 count of the register: by firm and town, over age, and papers that end by their day in the record."""

    atomic = False

    dependencies = [("devices", "0015_device_recognised")]

    operations = [
        AddIndexGently(
            model_name="device",
            index=models.Index(
                fields=["enterprise", "storage_town", "certificate_status"],
                name="device_figures",
                condition=models.Q(*REGISTERED, ("submitted_at__isnull", False)),
            ),
        ),
        AddIndexGently(
            model_name="device",
            index=models.Index(
                fields=["age_limit_on", "enterprise", "storage_town", "assessed_until", "certificate_status"],
                name="device_over_age",
                condition=models.Q(*REGISTERED, ("submitted_at__isnull", False)),
            ),
        ),
        AddIndexGently(
            model_name="device",
            index=models.Index(
                Cast(KeyTextTransform("assessment_valid_until", "details"), models.TextField()),
                name="device_assessment_end",
                condition=models.Q(*REGISTERED),
            ),
        ),
        AddIndexGently(
            model_name="device",
            index=models.Index(
                Cast(
                    KeyTextTransform("value", KeyTextTransform("safety_device_valid_until", "parameters")),
                    models.TextField(),
                ),
                name="device_calibration_end",
                condition=models.Q(*REGISTERED),
            ),
        ),
    ]
