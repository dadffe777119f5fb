"""Django application of the configuration: the home page, navigation and commands that know every room."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wires the rooms together when the program starts."""

    name = "tomik.config"
    label = "config"

    def ready(self) -> None:
        """Register the imports of all rooms, and who answers for the exchange."""
        from tomik.config.exchange import who_lacks
        from tomik.config.imports import register_all
        from tomik.writeoff.public import answer_with

        register_all()
        answer_with(who_lacks)
