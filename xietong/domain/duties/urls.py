"""The addresses of the process map and the responsibility list."""

from django.urls import path, re_path

from xietong.domain.duties.views import process_map, responsibilities

MAP = "collaborations/<int:pk>/process-map"
LIST = "collaborations/<int:pk>/responsibilities"

urlpatterns = [
    path(MAP, process_map.process_map_page),
    path(f"{MAP}/publication", process_map.process_map_publication),
    path(f"{MAP}/reopening", process_map.process_map_reopening),
    path(f"{MAP}/file", process_map.process_map_file),
    path(f"{MAP}/node", process_map.process_map_node),
    path(f"{MAP}/node/removal", process_map.process_map_node_removal),
    path(f"{MAP}/edges", process_map.process_map_edges),
    re_path(r"^collaborations/(?P<pk>\d+)/process-map/drawing\.(?P<kind>svg|bpmn)$", process_map.process_map_download),
    path(LIST, responsibilities.responsibility_page),
    path(f"{LIST}/draft", responsibilities.responsibility_draft),
    path(f"{LIST}/rows/new", responsibilities.duty_page),
    path(f"{LIST}/rows/<int:duty_id>", responsibilities.duty_page),
    path(f"{LIST}/rows/<int:duty_id>/removal", responsibilities.duty_removal),
    path(f"{LIST}/findings", responsibilities.finding_acceptance),
    path(f"{LIST}/submission", responsibilities.responsibility_submission),
    path(f"{LIST}/confirmation", responsibilities.responsibility_confirmation),
    path(f"{LIST}/return", responsibilities.responsibility_return),
    path(f"{LIST}/reopening", responsibilities.responsibility_reopening),
]
