"""Django application of the kernel: owns the database functions that scope needs."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "tomik.kernel"
    label = "kernel"
