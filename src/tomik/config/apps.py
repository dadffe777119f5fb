"""Django application of the configuration: the home page, navigation and commands that know every room."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires the rooms together when the program starts."""

    name = "tomik.config"
    label = "config"

    def ready(self) -> None:
        """Register the imports of all rooms."""
        from tomik.config.imports import register_all

        register_all()
