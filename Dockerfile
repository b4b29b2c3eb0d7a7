# Two stages: the packages are built with pip, the image that runs holds neither pip's cache nor a compiler.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt requirements-observability.txt requirements-ocr.txt constraints.txt ./
# For SENTRY_DSN or OTEL_EXPORTER_OTLP_ENDPOINT: --build-arg REQUIREMENTS=requirements-observability.txt; for 识别: requirements-ocr.txt
ARG REQUIREMENTS=requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --requirement "$REQUIREMENTS" \
    && /venv/bin/pip uninstall --yes pip setuptools # nothing that runs needs them

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/data METRICS_DIR=/tmp/metrics WEB_HOST=0.0.0.0
RUN useradd --system --uid 10001 --home-dir /data crane && install -d -o crane /data /app
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# Static files are part of the image; the secrets of this one command sign and encrypt nothing.
RUN DJANGO_DEBUG=off DJANGO_ALLOWED_HOSTS=image DJANGO_SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(60))") \
    PROVINCE_APP_SECRET=image-only DATA_KEY=image-only-data-key-that-encrypts-nothing \
    AUDIT_KEY=image-only-audit-key-that-seals-nothing python manage.py collectstatic --noinput
USER crane
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:zhongshan_crane.serving", "zhongshan_crane.wsgi"]
