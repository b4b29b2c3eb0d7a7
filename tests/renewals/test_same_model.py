"""同型号参考 and copying from another of the firm's machines."""

from __future__ import annotations

import pytest

from devices.models import Device
from ground.glossary import Provenance
from renewals.same_model import same_model_offers
from tests.cases import again, drafted, issued, registered, start
from tests.pages import of_device, of_renewal, renewal_form, text_of
from tests.portal.test_page_weight import MOST_HTML
from tests.portal.test_query_counts import queries_of

pytestmark = pytest.mark.django_db
COUNTER_JIB = "counter_jib_length"


@pytest.fixture
def three_of_two_firms(clerk, stranger, reviewer):
    for number, person in ((11, stranger), (12, stranger), (13, clerk)):
        issued(person, reviewer, number)


def edit_issued(number: int, code: str, value: str, **columns) -> None:
    """Another value on an issued machine, written past the steps."""
    device = Device.objects.get(factory_number=f"2018-{number:04d}")
    device.parameters[code]["value"] = value
    Device.objects.filter(pk=device.pk).update(parameters=device.parameters, **columns)


def test_three_machines_of_two_firms_offer_count_value_and_range(
    three_of_two_firms, signed_in, clerk, reviewer
) -> None:
    edit_issued(13, COUNTER_JIB, "14")
    page = text_of(signed_in(clerk).get(of_device(registered(clerk, reviewer, 1), "renewal/")))
    assert "同型号 3 台：常见 13.5 m，范围 13.5–14 m" in page
    assert f'data-fill="parameters.{COUNTER_JIB}" data-value="13.5" data-offer' in page
    assert "的 3 台设备已完成换证" in page


def test_the_others_are_never_named(three_of_two_firms, signed_in, clerk, stranger, reviewer) -> None:
    page = text_of(signed_in(clerk).get(of_device(registered(clerk, reviewer, 1), "renewal/")))
    assert stranger.enterprise.name not in page
    assert "2018-0011" not in page
    assert "粤TF-T202600011" not in page


def test_of_a_single_firm_nothing_is_offered(clerk, stranger, reviewer) -> None:
    for number in (11, 12, 13):
        issued(stranger, reviewer, number)
    assert same_model_offers(registered(clerk, reviewer, 1)) == {}


def test_two_machines_are_too_few(clerk, stranger, reviewer) -> None:
    issued(stranger, reviewer, 11)
    issued(clerk, reviewer, 12)
    assert same_model_offers(registered(clerk, reviewer, 1)) == {}


def test_three_different_values_give_a_range_and_no_proposal(three_of_two_firms, clerk, reviewer) -> None:
    edit_issued(12, COUNTER_JIB, "13")
    edit_issued(13, COUNTER_JIB, "14")
    offer = same_model_offers(registered(clerk, reviewer, 1))[COUNTER_JIB]
    assert (offer.machines, offer.value, offer.low, offer.high) == (3, "", "13", "14")


def test_texts_of_the_single_machine_are_never_offered(three_of_two_firms, clerk, reviewer) -> None:
    offers = same_model_offers(registered(clerk, reviewer, 1))
    assert "hoist_rope_spec" not in offers
    assert "safety_monitoring_system" not in offers


def test_another_maker_or_model_counts_for_nothing(three_of_two_firms, clerk, reviewer) -> None:
    device = registered(clerk, reviewer, 1)
    device.manufacturer = "另一示例机械有限公司"
    assert same_model_offers(device) == {}
    device = again(device)
    device.model = "QTZ63(TC5013)"
    assert same_model_offers(device) == {}


def test_makers_and_models_are_compared_without_case_and_width(three_of_two_firms, clerk, reviewer) -> None:
    device = registered(clerk, reviewer, 1)
    device.manufacturer, device.model = " 示例建筑机械有限公司", "qtz80(tc6012)"
    assert same_model_offers(device)[COUNTER_JIB].machines == 3


def test_it_costs_one_query(three_of_two_firms, clerk, reviewer) -> None:
    device = registered(clerk, reviewer, 1)
    assert device.catalogue.version  # read once in a process
    assert len(queries_of(lambda: same_model_offers(device))) == 1


def test_a_taken_value_is_recorded_as_of_the_same_model_and_another_as_typed(
    three_of_two_firms, clerk, reviewer
) -> None:
    taken = start(registered(clerk, reviewer, 1), clerk, 1)
    typed = start(registered(clerk, reviewer, 2), clerk, 2, counter_jib_length="13.2")
    assert taken.parameters[COUNTER_JIB]["provenance"] == Provenance.SAME_MODEL
    assert typed.parameters[COUNTER_JIB]["provenance"] == Provenance.TYPED
    assert taken.parameters["rated_load_moment"]["provenance"] == Provenance.CONVERTED


def test_without_offers_the_same_value_is_typed(clerk, reviewer) -> None:
    assert drafted(clerk, reviewer).parameters[COUNTER_JIB]["provenance"] == Provenance.TYPED


def test_the_form_with_offers_stays_below_its_weight(three_of_two_firms, signed_in, clerk, reviewer) -> None:
    answer = signed_in(clerk).get(of_device(registered(clerk, reviewer, 1), "renewal/"))
    assert "全部填入空白项" in text_of(answer)
    assert len(answer.content) <= MOST_HTML


def test_a_machine_of_the_firm_can_be_copied_from(signed_in, clerk, reviewer) -> None:
    source, portal = drafted(clerk, reviewer, 1), signed_in(clerk)
    page = text_of(portal.get(of_device(registered(clerk, reviewer, 2), "renewal/")))
    assert f'<option value="{of_renewal(source, "values/")}">' in page
    values = portal.get(of_renewal(source, "values/")).json()
    assert values["parameters.counter_jib_length"] == "13.5"
    assert values["device.design_service_life"] == "20"
    assert not {"device.factory_number", "device.contact_phone", "device.manufacture_date"} & values.keys()


def test_only_the_firms_own_machines_of_the_model_are_listed(signed_in, clerk, stranger, reviewer) -> None:
    drafted(stranger, reviewer, 1)
    other_model = drafted(clerk, reviewer, 2, common={"model": "QTZ63(TC5013)"})
    page = text_of(signed_in(clerk).get(of_device(registered(clerk, reviewer, 3), "renewal/")))
    assert "/values/" not in page
    assert other_model.reference not in page


def test_an_undecided_conversion_offers_both_readings_until_one_is_chosen(signed_in, clerk, reviewer) -> None:
    device, portal = registered(clerk, reviewer, 1), signed_in(clerk)
    device.parameters["rated_load_moment"]["value"] = "400"  # neither the model nor the tip load tells
    Device.objects.filter(pk=device.pk).update(parameters=device.parameters)
    open_form = text_of(portal.get(of_device(device, "renewal/")))
    typed = renewal_form(parameters__rated_load_moment="4000")
    chosen = text_of(portal.post(of_device(device, "renewal/check/"), typed))
    assert "无法判断原值是t·m还是kN·m" in open_form
    assert 'data-fill="parameters.rated_load_moment" data-value="4000"' in open_form
    assert 'data-fill="parameters.rated_load_moment" data-value="400"' in open_form
    assert "无法判断原值" not in chosen
