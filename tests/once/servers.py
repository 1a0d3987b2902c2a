"""What `run` started: Redis and PostgreSQL behind sockets in one folder, and SQLite. The table is there."""

import os
import sqlite3
from pathlib import Path

import psycopg
import redis
from django.conf import settings

FOLDER = Path(os.environ["ONCE_SERVERS"])
REDIS = f"unix://{FOLDER}/redis.sock"
POSTGRES = f"postgresql+psycopg://once@/postgres?host={FOLDER}"  # for SQLAlchemy
SQLITE = FOLDER / "sqlite.db"
NOWHERE = FOLDER / "nobody-listens"

settings.configure(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS}}
)


def in_redis() -> redis.Redis:
    return redis.Redis.from_url(REDIS)


def in_postgres(folder: Path = FOLDER) -> psycopg.Connection:
    return psycopg.connect(f"host={folder} user=once dbname=postgres")


def in_sqlite() -> sqlite3.Connection:
    return sqlite3.connect(SQLITE, timeout=60)  # seconds; 200 wait for each other
