"""Every setting, read top to bottom: identity, secrets, apps, middleware, templates, database, live, jobs,
MiniMax, the sandbox, people, mail, security, static files, language, logging.

A fresh clone runs with nothing set. `docs/configure.md` and `.env.example` list every variable.
"""

from django.utils.translation import gettext_lazy as _

from studio import env

env.load_dotenv()

# Identity
BASE_DIR = env.BASE
ENV = env.choice("STUDIO_ENV", "local", ["local", "production"])
PRODUCTION = ENV == "production"
DEBUG = env.flag("STUDIO_DEBUG")
DATA = env.folder("STUDIO_DATA", BASE_DIR / "var")
PORT = env.whole("STUDIO_PORT", 8000, most=65535)
PUBLIC_URL = env.text("STUDIO_PUBLIC_URL").rstrip("/")
# Days in the trash, and daily copies of the database that are kept; 0 for ever, 0 for none
TRASH_DAYS = env.whole("STUDIO_TRASH_DAYS", 30, most=36_500)
BACKUPS = env.whole("STUDIO_BACKUPS", 7, most=1000)
TEST_HOOKS = env.flag("STUDIO_TEST_HOOKS")

# Secrets: local ones are made once; production refuses to start without chosen ones.
SECRETS = DATA / "secrets"
SECRET_KEY = env.secret("STUDIO_SECRET_KEY", None if PRODUCTION else SECRETS / "secret_key")
ENCRYPTION_KEYS = env.words("STUDIO_ENCRYPTION_KEYS") or [
    env.secret("STUDIO_ENCRYPTION_KEYS", None if PRODUCTION else SECRETS / "encryption_key")
]

# Apps: only rooms that own tables or templates tags, and what they stand on.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",  # allauth's list of sessions wants it
    "channels",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "studio",
    "studio.web",
    "studio.catalogue",
    "studio.jobs",
    "studio.live",
    "studio.accounts",
    "studio.audit",
    "studio.teams",
    "studio.notices",
    "studio.spend",
    "studio.library",
    "studio.sharing",
    "studio.generations",
    "studio.workroom",
    "studio.voices",
    "studio.speech",
    "studio.soundtracks",
    "studio.chat",
    "studio.conform",
    "studio.sandbox",
]
RECIPES = {
    "chat_reply": "studio.chat.recipe.ReplyRecipe",
    "chat_title": "studio.chat.titles.TitleRecipe",
    "image": "studio.image.recipe.ImageRecipe",
    "image_cell": "studio.image.recipe.CellRecipe",
    "music": "studio.music.recipe.MusicRecipe",
    "lyrics": "studio.music.recipe.LyricsRecipe",
    "video": "studio.video.recipe.VideoRecipe",
    "video_template": "studio.video.recipe.TemplateRecipe",
    "speech": "studio.speech.recipe.SpeechRecipe",
    "speech_line": "studio.speech.recipe.LineRecipe",
    "speech_live": "studio.speech.recipe.LiveRecipe",
    "speech_long": "studio.speech.recipe.LongRecipe",
    "voice_clone": "studio.voices.recipe.CloneRecipe",
    "voice_design": "studio.voices.recipe.DesignRecipe",
    "voice_keep": "studio.voices.recipe.KeepRecipe",
    "voice_preview": "studio.voices.recipe.PreviewRecipe",
}

# Middleware
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "studio.web.middleware.give_back",
    "django.middleware.security.SecurityMiddleware",
    "studio.web.middleware.GZipText",
    "csp.middleware.CSPMiddleware",
    "studio.web.middleware.manners",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "studio.teams.second_factor.second_factor",
    "studio.generations.middleware.TellWhatIsMissing",
]
ROOT_URLCONF = "studio.urls"
ASGI_APPLICATION = "studio.asgi.application"

# Templates
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["studio.web.tags", "heroicons.templatetags.heroicons", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.web.context.studio",
                "studio.teams.context.team",
                "studio.notices.context.bell",
                "studio.spend.context.standing",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Database: a file, or PostgreSQL and a pool of connections, of which a thread has one only while it works
DATABASES = {"default": env.database("DATABASE_URL", DATA / "studio.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A thread keeps its connection: opening one costs as much as a page's queries.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    # FULL, not NORMAL: a power cut must not take back the mark of a paid request.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;",
    }
else:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 16}
    # What a server that was restarted left in the pool is not handed out.
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20000}}}

# Live and jobs
CHANNEL_LAYERS = {"default": {"BACKEND": "studio.live.layer.MemoryLayer", "CONFIG": {"capacity": 1000}}}
RUNNER = env.choice("STUDIO_RUNNER", "embedded", ["embedded"])

# MiniMax: the hosts that a connection may name (official.md section 1)
MINIMAX_HOSTS = [
    "https://api.minimax.io",
    "https://api-uw.minimax.io",
    "https://api.minimaxi.com",
    "https://api.minimax.cn",
    *env.words("STUDIO_MINIMAX_HOSTS"),
]
MINIMAX_HOST = env.text("STUDIO_MINIMAX_HOST", MINIMAX_HOSTS[0]).rstrip("/")
MINIMAX_KEY = env.text("STUDIO_MINIMAX_KEY")

# The sandbox
SANDBOX = env.flag("STUDIO_SANDBOX", not PRODUCTION)
SANDBOX_DATA = DATA / "sandbox"
SANDBOX_KEY = env.text("STUDIO_SANDBOX_KEY", "sandbox")
SANDBOX_URL = env.text("STUDIO_SANDBOX_URL", f"http://127.0.0.1:{PORT}/sandbox").rstrip("/")
SANDBOX_SPEED = env.number("STUDIO_SANDBOX_SPEED", 1.0)
SANDBOX_WORKERS = env.whole("STUDIO_SANDBOX_WORKERS", 1, least=1)
SANDBOX_NICE = env.whole("STUDIO_SANDBOX_NICE", 10, most=19)
SANDBOX_RPM = env.whole("STUDIO_SANDBOX_RPM", 600, least=1)

# A team's own tools: an origin that need not be public. No variable sets it: it is for tests, whose tools answer here.
TOOL_ORIGIN: str | None = None

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["studio.accounts.hashers.Hasher"]
SIGN_UP = env.flag("STUDIO_SIGN_UP")
# Accounts stand below teams: the story of a first owner is found by name.
CREATE_OWNER = "studio.teams.actions.create_owner"
ACCOUNT_ADAPTER = "studio.accounts.adapter.Doorkeeper"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# No address is proven by mail, so an unproven one must not stand between a person and a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {"authenticate": "studio.accounts.forms.CodeForm"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Whose address is counted by the limits on guessing: behind a proxy, the one that it saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("STUDIO_PROXIES", 1 if PRODUCTION else 0, most=9)
USERSESSIONS_TRACK_ACTIVITY = False
USERSESSIONS_ADAPTER = "studio.accounts.adapter.Sessions"
OWNER_EMAIL, OWNER_PASSWORD = env.text("STUDIO_OWNER_EMAIL"), env.text("STUDIO_OWNER_PASSWORD")
OWNER_TEAM = env.text("STUDIO_TEAM", "studio")[:60]

# Mail: without a host no notice is mailed, and none claims to be
EMAIL_HOST = env.text("STUDIO_MAIL_HOST")
EMAIL_PORT = env.whole("STUDIO_MAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("STUDIO_MAIL_USER"), env.text("STUDIO_MAIL_PASSWORD")
MAIL_SECURITY = env.choice("STUDIO_MAIL_SECURITY", "starttls", ["none", "starttls", "tls"])
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SECURITY == "starttls", MAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
MAIL = bool(EMAIL_HOST)
DEFAULT_FROM_EMAIL = env.text("STUDIO_MAIL_FROM", EMAIL_HOST_USER if MAIL else "studio@localhost")
if "@" not in DEFAULT_FROM_EMAIL:
    raise env.BadVariable("STUDIO_MAIL_FROM is no address; write the one that mail comes from.")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'console'}.EmailBackend"

# Security
ALLOWED_HOSTS = env.words("STUDIO_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
if SANDBOX and ALLOWED_HOSTS:
    ALLOWED_HOSTS.append("127.0.0.1")  # where the studio itself calls its sandbox
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "studio.web.errors.csrf_failed"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sandbox/", r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A long text of a million characters, each of up to four bytes, and what stands beside it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
# Ten thousand ticks of a list, sent by a browser without scripts.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_100
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# Static files: one sheet on the wire, hashed names, compressed once
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "media"},
    },
    "staticfiles": {"BACKEND": "studio.web.static.JoinedStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA / "media"
MEDIA_URL = ""

# Language and time
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "studio" / "locale"]
FORMAT_MODULE_PATH = ["studio.web.formats"]

# Logging: control characters escaped, keys masked
LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "studio.web.log.Discreet"}},
    "formatters": {"line": {"()": "studio.web.log.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]},
    },
    "root": {"handlers": ["console"], "level": env.choice("STUDIO_LOG_LEVEL", "WARNING", LEVELS)},
    "loggers": {
        "studio": {"level": env.choice("STUDIO_LOG_LEVEL", "INFO", LEVELS)},
        "django.request": {"level": "ERROR"},  # what a person mistypes is told to them, not to the log
    },
}
