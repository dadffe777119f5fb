"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from tomik.catalogue.views import equivalence, lists, proposals, rows, sets

app_name = "catalogue"
urlpatterns = [
    path("", sets.search, name="search"),
    path("sets/<uuid:uid>/", sets.show, name="set"),
    path("sets/<uuid:uid>/edit/", sets.edit, name="edit-set"),
    path("sets/<uuid:uid>/editions/new/", sets.new_edition, name="new-edition"),
    path("editions/<uuid:uid>/", sets.edit_edition, name="edit-edition"),
    path("lists/", lists.index, name="lists"),
    path("lists/load/", lists.load, name="load-list"),
    path("lists/compare/", lists.compare, name="compare"),
    path("lists/<uuid:uid>/", lists.rows, name="list"),
    path("lists/<uuid:uid>/rows/<int:row_no>/", rows.show, name="row"),
    path("lists/<uuid:uid>/rows/<int:row_no>/link/", rows.link, name="link-row"),
    path("lists/<uuid:uid>/problems/", lists.problems, name="problems"),
    path("lists/<uuid:uid>/links/", lists.links, name="links"),
    path("lists/<uuid:uid>/links/decide/", lists.decide_links, name="decide-links"),
    path("lists/<uuid:uid>/delete/", lists.delete, name="delete-list"),
    path("equivalence/", equivalence.index, name="equivalence"),
    path("equivalence/confirm/", equivalence.confirm, name="confirm-equivalence"),
    path("equivalence/<uuid:uid>/cancel/", equivalence.cancel, name="cancel-equivalence"),
    path("proposals/", proposals.index, name="proposals"),
    path("proposals/<uuid:uid>/", proposals.decide, name="proposal"),
    path("proposals/<uuid:uid>/take/", proposals.take, name="take-proposal"),
    path("proposals/<uuid:uid>/refuse/", proposals.turn_down, name="refuse-proposal"),
]
