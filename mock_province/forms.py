"""Input from people at the province."""

from django import forms
from django.core.validators import RegexValidator

from mock_province import clock
from mock_province.models import RegistrationChange


class RegistrationChangeForm(forms.ModelForm):
    """One item of the feed that came of no hand-over of this city."""

    owner_uscc = forms.CharField(
        label="统一社会信用代码",
        validators=[RegexValidator(r"^[0-9A-HJ-NPQRTUWXY]{18}\Z", "应为 18 位统一社会信用代码")],
    )
    owner_region_code = forms.CharField(
        label="产权单位所在地代码",
        initial="440100",
        validators=[RegexValidator(r"^[0-9]{6}\Z", "应为 6 位行政区划代码")],
    )

    class Meta:
        model = RegistrationChange
        fields = [
            "registration_no",
            "previous_registration_no",
            "category",
            "model",
            "serial_no",
            "manufacturer",
            "owner_name",
            "owner_uscc",
            "owner_region_code",
            "status",
        ]

    def save(self, commit: bool = True) -> RegistrationChange:
        """Announce it as of now."""
        self.instance.changed_at = clock.now()
        return super().save(commit)


class GeneratorForm(forms.Form):
    """Many items at once, of owners elsewhere."""

    count = forms.IntegerField(label="条数", min_value=1, max_value=10_000, initial=20)
    seed = forms.IntegerField(label="随机种子", min_value=0, max_value=10**6, initial=1)
