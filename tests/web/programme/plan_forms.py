"""The forms of a plan's page as somebody fills and sends them."""

from diaban.spine.programme.models import Task


def change(client, task, do, **said):
    """Send the form of a task; what is said of a target comes under the target's own names."""
    path = f"/programme/plans/{task.programme_id}/tasks/{task.pk}/"
    task = Task.objects.get(pk=task.pk)
    if do in {"task", "drop"}:
        return client.post(path, {"do": do, "version": task.version, **said})
    target = task.targets.first()
    own = {
        f"{name}-{target.pk}": value for name, value in {"version": target.version, **said}.items()
    }
    name = f"register-{target.pk}" if do == "register" else "task"
    return client.post(path, as_written(task, do=name, version=task.version, **own))


def as_written(task, **said):
    """Return the form of a task as the page fills it."""
    return {"title": task.title, "field": task.field, "lead": task.lead.name if task.lead else "",
            "partners": "", "product": task.product,
            "original_deadline": str(task.original_deadline or ""), **said}  # fmt: skip


def count_by(client, task, by="measure:households-coded", **said):
    task = Task.objects.get(pk=task.pk)
    chosen = {f"by-{target.pk}": by for target in task.targets.all()}
    return change(client, task, "task", **as_written(task, **chosen, **said))
