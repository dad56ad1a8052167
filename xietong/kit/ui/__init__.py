"""What people see: page frame, components, error answers, browser bundle. Knows no domain word.

For settings.MIDDLEWARE, in this order (htmx and messages are needed too):

    django.middleware.security.SecurityMiddleware
    xietong.kit.ui.headers.ContentSecurity        CSP and the headers that go with it
    …sessions, common, csrf, auth, messages…
    django_htmx.middleware.HtmxMiddleware
    xietong.kit.ui.errors.ErrorAnswers            NotNow 409, Forbidden 403, StaleVersion 412, Problems 422
    xietong.kit.ui.errors.FragmentRedirects       redirects and expired sessions inside htmx requests

For settings.TEMPLATES (Jinja2 backend, before Django's own):

    "DIRS": xietong.kit.ui.jinja.template_folders(),
    "OPTIONS": {"environment": "xietong.kit.ui.jinja.environment",
                "context_processors": ["xietong.kit.ui.shell.page_context",
                                       "django.contrib.messages.context_processors.messages"]}

Others: XIETONG_SHELL = dotted path of `shell(request) -> Shell`; CSRF_FAILURE_VIEW = "xietong.kit.ui.errors.csrf_failure";
in the root urls: handler400/403/404/500 = "xietong.kit.ui.errors.bad_request/forbidden/not_found/server_error".
"""
