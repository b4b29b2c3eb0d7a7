from django.db import migrations, models

from ground.migrating import AddIndexGently


class Migration(migrations.Migration):
    """What a reviewer has in hand, counted and listed on each look at the workbench: claims that ran out cost nothing."""

    atomic = False

    dependencies = [("renewals", "0018_alter_batchjob_kind")]

    operations = [
        AddIndexGently(
            model_name="renewalapplication",
            index=models.Index(
                fields=["claimed_by", "claimed_until"],
                name="renewal_in_hand",
                condition=models.Q(
                    ("approval_status", "pending"), ("voided_at__isnull", True), ("claimed_by__isnull", False)
                ),
            ),
        )
    ]
