from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "fenbo.knowledge"
    verbose_name = _("知识库")

    def ready(self) -> None:
        from fenbo.cases.lifecycle import Move
        from fenbo.catalogue.seeding import demonstrations
        from fenbo.journal.consumers import subscribe
        from fenbo.knowledge import reactions, seeding

        demonstrations["policies"] = seeding.lay_policies
        demonstrations["knowledge entries"] = seeding.lay_entries

        subscribe(
            "knowledge.sources",
            Move.PUBLISH,
            Move.TAKE_DOWN,
            Move.WITHHOLD,
            Move.PROPOSE,
            reaction=reactions.source_moved,
        )
