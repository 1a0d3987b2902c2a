"""The same shop in Django, with a database and Django's own CSRF tokens.

    pip install django dist/bootpay-*.whl
    cd python/examples/shop && python manage.py migrate && python manage.py runserver 3000

Its settings stand in environment.py, Django's in django_shop/settings.py.
"""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_shop.settings")
execute_from_command_line(sys.argv)
