"""How forms look: one renderer for the whole product, so that `{{ form }}` is right everywhere."""

from __future__ import annotations

from django.forms import BoundField, widgets
from django.forms.renderers import TemplatesSetting

CHECKS = (widgets.CheckboxInput, widgets.RadioSelect, widgets.CheckboxSelectMultiple)
# Group widgets and what decorates each of their inputs.
GROUPS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


class Renderer(TemplatesSetting):
    """Renders whole forms and fields with the product's templates."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


def dress(field: BoundField) -> BoundField:
    """The bound field with Tabler's classes and the links from the control to its errors and help."""
    widget = field.field.widget
    attrs = widget.attrs
    wanted = _css_class(widget)
    classes = attrs.get("class", "").split()
    if wanted and wanted not in classes:
        classes.append(wanted)
    if field.errors:
        attrs["aria-invalid"] = "true"
        if "is-invalid" not in classes:
            classes.append("is-invalid")
    if classes:
        attrs["class"] = " ".join(classes)
    described = [
        name
        for name, present in (
            (f"{field.auto_id}_error", field.errors),
            (f"{field.auto_id}_helptext", field.help_text),
        )
        if present
    ]
    if described and not isinstance(widget, GROUPS):
        attrs["aria-describedby"] = " ".join(described)
    return field


def _css_class(widget: widgets.Widget) -> str:
    if isinstance(widget, CHECKS):
        return "form-check-input"
    if isinstance(widget, widgets.Select):
        return "form-select"
    if widget.is_hidden:
        return ""
    return "form-control"


def is_check(field: BoundField) -> bool:
    """Whether the label stands after the control (one checkbox)."""
    return isinstance(field.field.widget, widgets.CheckboxInput)


def is_group(field: BoundField) -> bool:
    """Whether the field is a group of radio buttons or checkboxes: a fieldset with a legend."""
    return isinstance(field.field.widget, GROUPS)
