"""Django application of the configuration: the home page, navigation and commands that know every room."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tomik.config"
    label = "config"
