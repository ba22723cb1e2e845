"""python -m config.launch.log_ins: who may log in to the demo, and with which word."""

from config.demo import people
from config.launch.steps import say

if __name__ == "__main__":
    say(f"  Đăng nhập · Log-ins (mật khẩu · password {people.PASSWORD})")
    for role in sorted({person.role for person in people.PEOPLE}):
        logins = [person.login for person in people.PEOPLE if person.role == role]
        say(f"    {role.value:<14}{' '.join(logins)}")
