"""What people see: the Streamlit shell, its pages, and the live channel."""
