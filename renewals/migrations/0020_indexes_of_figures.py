from django.db import migrations, models

from ground.migrating import AddIndexGently


class Migration(migrations.Migration):
    """What 统计报表 count of renewals and rounds, and the firms with drafts, which are urged."""

    atomic = False

    dependencies = [("renewals", "0019_renewals_in_hand")]

    operations = [
        AddIndexGently(
            model_name="renewalapplication",
            index=models.Index(
                fields=["enterprise", "storage_town", "category", "approval_status", "upload_status"],
                name="renewal_figures",
                condition=models.Q(("voided_at__isnull", True), ("round__gt", 0)),
            ),
        ),
        AddIndexGently(
            model_name="renewalapplication",
            index=models.Index(
                fields=["enterprise", "device"],
                name="renewal_drafts",
                condition=models.Q(("voided_at__isnull", True), ("approval_status", "not_submitted")),
            ),
        ),
        AddIndexGently(
            model_name="submission",
            index=models.Index(fields=["submitted_at", "id", "round"], name="submission_figures"),
        ),
    ]
