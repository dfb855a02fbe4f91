"""What fixtures put into registers."""

from django.db import models


class LoadedRow(models.Model):
    """What a fixture last put into a register row, so that loading again can tell its own work from people's."""

    model = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="ledger_loadedrow_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
