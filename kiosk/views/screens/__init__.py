"""The screens, one file each: ROUTE is its name, View the widget, MODEL its view model's class."""
