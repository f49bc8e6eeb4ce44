"""The warehouses as a server meets them: what each sends, what makes it try again, when it gives up."""
from .bigquery import BigQuery
from .client import Client, Lost, Reply
from .databricks import Databricks
from .redshift import Redshift
from .snowflake import Snowflake
from .statement import Outcome, Row

__all__ = ["BigQuery", "Client", "Databricks", "Lost", "Outcome", "Redshift", "Reply", "Row", "Snowflake"]
