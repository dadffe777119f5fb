"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from tomik.catalogue.views import editor, equivalence, lists, proposals, rows, sets

app_name = "catalogue"
urlpatterns = [
    path("", sets.search, name="search"),
    path("sets/new/", editor.new_set, name="new-set"),
    path("sets/<uuid:uid>/", sets.show, name="set"),
    path("sets/<uuid:uid>/merge/", editor.merge, name="merge-set"),
    path("sets/<uuid:uid>/separate/", editor.undo_merge, name="separate-set"),
    path("sets/<uuid:uid>/work/", editor.work_of_set, name="work-of-set"),
    path("works/<int:pk>/", editor.work, name="work"),
    path("works/<int:pk>/edit/", editor.edit_work, name="edit-work"),
    path("sets/<uuid:uid>/edit/", sets.edit, name="edit-set"),
    path("sets/<uuid:uid>/editions/new/", sets.new_edition, name="new-edition"),
    path("editions/<uuid:uid>/", sets.edit_edition, name="edit-edition"),
    path("editions/<uuid:uid>/delete/", editor.delete_edition, name="delete-edition"),
    path("lists/", lists.index, name="lists"),
    path("lists/load/", lists.load, name="load-list"),
    path("lists/compare/", lists.compare, name="compare"),
    path("lists/<uuid:uid>/", lists.rows, name="list"),
    path("lists/<uuid:uid>/rows/<int:row_no>/", rows.show, name="row"),
    path("lists/<uuid:uid>/rows/<int:row_no>/link/", rows.link, name="link-row"),
    path("lists/<uuid:uid>/problems/", lists.problems, name="problems"),
    path("lists/<uuid:uid>/links/", lists.links, name="links"),
    path("lists/<uuid:uid>/links/decide/", lists.decide_links, name="decide-links"),
    path("lists/<uuid:uid>/force/", editor.force, name="force"),
    path("lists/<uuid:uid>/delete/", lists.delete, name="delete-list"),
    path("equivalence/", equivalence.index, name="equivalence"),
    path("equivalence/confirm/", equivalence.confirm, name="confirm-equivalence"),
    path("equivalence/<uuid:uid>/cancel/", equivalence.cancel, name="cancel-equivalence"),
    path("proposals/", proposals.index, name="proposals"),
    path("proposals/<uuid:uid>/", proposals.decide, name="proposal"),
    path("proposals/<uuid:uid>/take/", proposals.take, name="take-proposal"),
    path("proposals/<uuid:uid>/refuse/", proposals.turn_down, name="refuse-proposal"),
]
