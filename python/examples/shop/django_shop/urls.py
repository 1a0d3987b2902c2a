from django.urls import path
from django.views.static import serve
from environment import PAGE_FOLDER

from django_shop import views

urlpatterns = [
    path("", views.page),
    path("shop.js", serve, {"path": "shop.js", "document_root": PAGE_FOLDER / "public"}),
    path("orders", views.orders),
    # identity
    path("identity/begin", views.Identity.as_view(begins=True)),
    path("identity", views.Identity.as_view()),
    # end of identity
    path("payment", views.payment),
    path("webhook", views.webhook),
]
